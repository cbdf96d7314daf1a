package dev.windrose.http.h1;

/**
 * Why a message is not accepted.
 *
 * @param status of the local reply
 * @param code stable, such as {@code bad_header}
 * @param detail one sentence for people
 */
public record Rejection(int status, String code, String detail) {}
