"""The ground contexts stand on: database, audit, outbox, jobs, identity, tenancy, files, clock."""
