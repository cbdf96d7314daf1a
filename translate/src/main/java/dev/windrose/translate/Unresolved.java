package dev.windrose.translate;

/** Why a reference leads nowhere: a reason of the Gateway API, and a message for people. */
record Unresolved(String reason, String message) {}
