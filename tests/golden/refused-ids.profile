# refused-ids.profile - more ids than were granted.
user          root
ids           uid:1:100000:11
