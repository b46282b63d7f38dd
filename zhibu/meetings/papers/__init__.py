"""What organisational life puts on paper. Paper is Chinese, whatever language the page was read in."""
