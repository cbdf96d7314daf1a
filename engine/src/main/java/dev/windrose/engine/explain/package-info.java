/**
 * Why a request goes where it goes: the decision is asked of the running route table, and each rule that lost is tried part by part with the
 * same code, so that the explanation cannot differ from what happens.
 */
@NullMarked
package dev.windrose.engine.explain;

import org.jspecify.annotations.NullMarked;
