"""The suite tests itself: the conformant server passes, each fault is caught, no other rule is accused."""
