"""What is done to screenings: started, run as a job, and turned into cases."""
