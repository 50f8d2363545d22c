"""What is not as it should be: each bad input has its code and sentence, and nothing else is harmed."""
