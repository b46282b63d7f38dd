"""学习: organised study and training, and the hours still to arrange."""
