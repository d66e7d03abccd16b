"""What residents do at the door: ask for a code, sign in, stand for a firm, leave."""
