/**
 * YAML with positions: composes nodes, splits files into documents, and offers a cursor that reads one mapping field by field. Every
 * complaint is a {@link dev.windrose.documents.yaml.Problem} at a file, line and column; nothing here throws for what a user wrote.
 */
@NullMarked
package dev.windrose.documents.yaml;

import org.jspecify.annotations.NullMarked;
