-- Run once, when the volume is new: Voxpop's role, which owns its database and nothing else.
\getenv password DATABASE_PASSWORD
CREATE ROLE voxpop LOGIN PASSWORD :'password';
CREATE DATABASE voxpop OWNER voxpop;
