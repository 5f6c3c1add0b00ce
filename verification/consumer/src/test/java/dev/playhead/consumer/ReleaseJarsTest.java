package dev.playhead.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A test that a build with {@code -Prelease} creates all files that Maven Central requires. */
@Tag("release")
class ReleaseJarsTest {
    static List<Pom> jars() throws Exception {
        return Pom.published().stream().filter(Pom::isJar).toList();
    }

    private static Path file(Pom pom, String ending) throws Exception {
        return pom.folder().resolve("target").resolve(pom.artifactId() + "-" + pom.version() + ending);
    }

    @ParameterizedTest
    @MethodSource("jars")
    void shouldHaveJavadocPagesForAllExportedPackages(Pom pom) throws Exception {
        ModuleDescriptor module;
        try (JarFile jar = new JarFile(file(pom, ".jar").toFile());
                InputStream descriptor = jar.getInputStream(jar.getJarEntry("module-info.class"))) {
            module = ModuleDescriptor.read(descriptor);
        }

        Set<String> pages = entries(file(pom, "-javadoc.jar"));
        assertThat(pages).contains("index.html", module.name() + "/module-summary.html");
        assertThat(pages)
                .containsAll(module.exports().stream()
                        .map(exported ->
                                module.name() + "/" + exported.source().replace('.', '/') + "/package-summary.html")
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("jars")
    void shouldHaveTheSourcesOfAllClasses(Pom pom) throws Exception {
        Path main = pom.folder().resolve(Path.of("src", "main", "java"));
        List<String> sources;
        try (Stream<Path> files = Files.walk(main)) {
            sources = files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> main.relativize(file).toString().replace('\\', '/'))
                    .toList();
        }

        assertThat(entries(file(pom, "-sources.jar"))).containsAll(sources);
        Set<String> classes = entries(file(pom, ".jar")).stream()
                .filter(name -> name.endsWith(".class"))
                .map(name -> name.replaceAll("(\\$[^/]*)?\\.class$", ".java"))
                .collect(Collectors.toSet());
        assertThat(sources).containsAll(classes);
    }

    @Test
    @Tag("signatures")
    void shouldSignEverything() throws Exception {
        for (Pom pom : Pom.published()) {
            List<String> endings =
                    pom.isJar() ? List.of(".pom", ".jar", "-sources.jar", "-javadoc.jar") : List.of(".pom");
            for (String ending : endings) {
                assertThat(Path.of(file(pom, ending) + ".asc")).isNotEmptyFile();
            }
        }
    }

    private static Set<String> entries(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(entry -> entry.getName()).collect(Collectors.toSet());
        }
    }
}
