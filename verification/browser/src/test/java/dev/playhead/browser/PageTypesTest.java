package dev.playhead.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Checks the modules of the page by the types in their comments, with the types of their libraries. */
@Tag("full")
class PageTypesTest {
    private static final String WEBJARS = "META-INF/resources/webjars/";

    @BeforeAll
    static void copyWhatIsChecked() throws Exception {
        NodePackages.install();
        copy("dev/playhead/devtools/page", "main.js", NodePackages.FOLDER.resolve("page"));
        for (String library : new String[] {"preact", "uplot"}) {
            copyLibrary(library);
        }
    }

    private static void copyLibrary(String name) throws Exception {
        // The folder of a library is that of its version.
        URL url =
                PageTypesTest.class.getClassLoader().getResource("META-INF/maven/org.webjars.npm/" + name + "/pom.xml");
        try (FileSystem jar = jar(url)) {
            Path versions = jar.getPath(WEBJARS + name);
            try (Stream<Path> folders = Files.list(versions)) {
                copy(
                        folders.findFirst().orElseThrow(),
                        NodePackages.FOLDER.resolve("lib").resolve(name),
                        ".d.ts");
            }
        }
    }

    private static FileSystem jar(URL url) throws IOException {
        String text = url.toString();
        return FileSystems.newFileSystem(URI.create(text.substring(0, text.indexOf("!/"))), Map.of());
    }

    private static void copy(String folder, String file, Path to) throws Exception {
        URL url = PageTypesTest.class.getClassLoader().getResource(folder + "/" + file);
        if (url.getProtocol().equals("jar")) {
            try (FileSystem jar = jar(url)) {
                copy(jar.getPath(folder), to, ".js");
            }
        } else {
            copy(Path.of(url.toURI()).getParent(), to, ".js");
        }
    }

    private static void copy(Path from, Path to, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.filter(file -> file.toString().endsWith(suffix)).forEach(file -> {
                try (InputStream in = Files.newInputStream(file)) {
                    Path target = to.resolve(from.relativize(file).toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    @Test
    void shouldAgreeWithTheTypesInTheComments() throws Exception {
        assertThat(NodePackages.run("node", "node_modules/typescript/bin/tsc", "--project", "tsconfig.json"))
                .isEmpty();
    }

    @Test
    void shouldFindAWrongType() throws Exception {
        Path wrong = NodePackages.FOLDER.resolve("wrong");
        Files.createDirectories(wrong);
        Files.writeString(
                wrong.resolve("wrong.js"),
                "import { count } from '../page/format.js';\nexport const text = count('1');\n");
        Files.writeString(
                NodePackages.FOLDER.resolve("wrong.json"),
                "{\"extends\": \"./tsconfig.json\", \"include\": [\"wrong\"]}");

        assertThat(new ProcessBuilder("node", "node_modules/typescript/bin/tsc", "--project", "wrong.json")
                        .directory(NodePackages.FOLDER.toFile())
                        .redirectOutput(NodePackages.FOLDER.resolve("wrong.txt").toFile())
                        .start()
                        .waitFor())
                .isNotZero();
        assertThat(Files.readString(NodePackages.FOLDER.resolve("wrong.txt"))).contains("wrong.js(2,27)");
    }
}
