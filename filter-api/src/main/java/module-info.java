/** The one published extension point: what a filter is given and what it may answer. */
module dev.windrose.filter {
    requires transitive dev.windrose.http;
    requires transitive dev.windrose.model;
    requires static transitive org.jspecify;

    exports dev.windrose.filter;
}
