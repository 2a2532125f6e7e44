"""For who releases the program, or runs it on a clinic's own network: files for servers, the list of packages."""
