"""提醒: one message a day at most to whoever keeps a branch, before what is due is over."""
