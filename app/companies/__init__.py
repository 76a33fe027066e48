"""Companies: what the register says about a corporation, and apart from it what the firm says about itself."""
