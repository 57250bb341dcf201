-- Communities and the company that manages them. One row per community.
SELECT community.id AS community_id, community.company_id, community.code, community.name,
    community.address, community.opened_on, community.import_id
FROM estate_community community
