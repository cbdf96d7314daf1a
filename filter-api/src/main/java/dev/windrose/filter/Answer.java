package dev.windrose.filter;

import dev.windrose.http.Headers;
import dev.windrose.http.ResponseHead;

/** What came back of a filter's own question, whole. */
public record Answer(ResponseHead head, Content body, Headers trailers) {}
