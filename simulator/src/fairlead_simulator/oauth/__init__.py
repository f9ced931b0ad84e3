"""OAuth2: how somebody lets an application act for them."""
