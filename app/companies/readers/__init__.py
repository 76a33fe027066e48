"""Official files about companies, read row by row into plain records; nothing here touches the database."""
