"""What is done to patents: records of files brought in (`writing`), two that are one joined (`merging`), firms tied (`linking`)."""
