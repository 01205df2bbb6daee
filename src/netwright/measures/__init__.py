"""What is measured: pure functions of numbers, without torch. Import the modules directly."""
