/**
 * Sessions: what a client carries so that its later requests reach the endpoint that answered its first. Nothing is kept here; all that is known of a
 * session is in the token, sealed.
 */
@NullMarked
package dev.windrose.engine.session;

import org.jspecify.annotations.NullMarked;
