/**
 * The validated configuration: what the control side hands to the engine. Every value here is immutable and valid by construction, knows no
 * network library and no document format; compile turns it into a running snapshot. Order of lists and maps is meaningful and stable.
 */
@NullMarked
package dev.windrose.model;

import org.jspecify.annotations.NullMarked;
