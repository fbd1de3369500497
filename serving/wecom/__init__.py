"""WeCom (企业微信): its callbacks, checked and opened, and the contacts they speak of."""
