"""What goes wrong around the product: processes that die, disks, databases and keys that are not there."""
