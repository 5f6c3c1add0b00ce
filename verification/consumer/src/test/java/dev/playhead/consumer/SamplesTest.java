package dev.playhead.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A test that the samples in the documents compile unchanged, run, and print the documented output. */
class SamplesTest {
    private static final String README = "README.md";
    private static final String GUIDE = "docs/guide.md";
    private static final Pattern VERSION = Pattern.compile("(?<=playhead-bom:|<version>)[0-9][^<\")]*");

    static List<Sample> samples() throws Exception {
        List<Sample> samples = new ArrayList<>(Sample.of(README));
        samples.addAll(Sample.of(GUIDE));
        samples.removeIf(Sample::isModule);
        return samples;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldPrintTheDocumentedOutput(Sample sample, @TempDir Path work) throws Exception {
        sample.run(work);
    }

    @ParameterizedTest
    @MethodSource("samplesForModules")
    void shouldRunInAModule(Sample sample, Sample module, @TempDir Path work) throws Exception {
        sample.runInModule(module, work);
    }

    static List<Object[]> samplesForModules() throws Exception {
        Sample module =
                Sample.of(README).stream().filter(Sample::isModule).findFirst().orElseThrow();
        return Sample.of(README).stream()
                .filter(sample -> !sample.isModule())
                .map(sample -> new Object[] {sample, module})
                .toList();
    }

    @Test
    void shouldHaveASampleInEverySectionOfTheGuide() throws Exception {
        String[] sections = Files.readString(Path.of("..", "..").resolve(GUIDE)).split("(?m)^## ");

        assertThat(sections).hasSizeGreaterThan(1);
        assertThat(Arrays.stream(sections).skip(1))
                .allSatisfy(section -> assertThat(section).contains("```java\n"));
    }

    @Test
    void shouldFailForASampleThatPrintsSomethingElse(@TempDir Path work) {
        Sample sample = new Sample("none", 1, "System.out.println(1);\n", "2\n");

        assertThatThrownBy(() -> sample.run(work)).isInstanceOf(AssertionError.class);
    }

    @Test
    void shouldShowTheVersionOfThisBuildInTheReadme() throws Exception {
        String readme = Files.readString(Path.of("..", "..", "README.md"));

        assertThat(VERSION.matcher(readme).results().map(MatchResult::group).toList())
                .hasSizeGreaterThanOrEqualTo(2)
                .containsOnly(Pom.root().version());
    }
}
