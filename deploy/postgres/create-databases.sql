-- One database per service: only Kafka events and public HTTP cross a boundary.
CREATE DATABASE decision;
CREATE DATABASE registry;
CREATE DATABASE publisher;
