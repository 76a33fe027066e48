"""What is done to companies: files brought in (`registry`, `orders`), profiles written (`profiles`)."""
