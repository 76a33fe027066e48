"""What companies tell people: about claims (`claims`), and about who acts for a firm (`members`)."""
