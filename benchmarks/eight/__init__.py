"""Eight support programmes, 45 conditions, 51 facts: as a pack of ours and as each rival would write them."""
