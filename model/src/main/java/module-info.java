/** The validated configuration: records and sealed types, on the JDK alone. */
module dev.windrose.model {
    requires static transitive org.jspecify;

    exports dev.windrose.model;
}
