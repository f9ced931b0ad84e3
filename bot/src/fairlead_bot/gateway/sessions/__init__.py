"""Sessions that outlive their process: kept in the store while they run, taken up by the next one."""
