package dev.playhead.benchmarks.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Counts the objects of a file of JSON Lines with one parser, which skips their contents. */
final class SkipDriver {
    private SkipDriver() {}

    public static void main(String[] args) throws IOException {
        long count = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(Path.of(args[0])), 1 << 16);
                JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                json.skipChildren();
                count++;
            }
        }
        System.out.println(count);
    }
}
