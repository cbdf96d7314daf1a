package dev.windrose.engine.route;

/** Draws the target of a request. */
public interface TargetPicker {
    Target pick();
}
