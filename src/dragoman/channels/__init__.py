"""Ways to reach a customer. A channel never sees a tenant and never touches the database."""
