"""Claude as a reviewer: what is asked, in which words, what it may cost, and what is made of the answer."""
