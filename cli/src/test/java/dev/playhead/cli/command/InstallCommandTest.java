package dev.playhead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cli.EventFiles;
import dev.playhead.cli.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallCommandTest {
    private static final String BASH = ".local/share/bash-completion/completions/playhead";
    private static final String ZSH = ".local/share/zsh/site-functions/_playhead";

    @TempDir
    private Path folder;

    private Path home;
    private Path script;

    @BeforeEach
    void createHome() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        script = EventFiles.write(Files.createDirectories(folder.resolve("checkout")), "playhead", "#!/bin/sh\n");
    }

    private Run install(Map<String, String> more, Object... args) {
        Map<String, String> environment = new HashMap<>(
                Map.of("HOME", home.toString(), "PLAYHEAD_SCRIPT", script.toString(), "PATH", "/bin", "NO_COLOR", "1"));
        environment.putAll(more);
        List<Object> all = new ArrayList<>(List.of("install"));
        all.addAll(Arrays.asList(args));
        return Run.onTerminal(environment, all.toArray());
    }

    @Test
    void shouldLinkTheScriptAndWriteCompletions() throws IOException {
        Run run = install(Map.of());

        assertThat(run.exitCode()).as(run.err()).isZero();
        Path link = home.resolve(".local/bin/playhead");
        assertThat(Files.readSymbolicLink(link)).isEqualTo(script);
        assertThat(run.out())
                .contains(link.toString())
                .contains("not on your PATH")
                .contains("fpath=(" + home.resolve(ZSH).getParent());
        assertThat(home.resolve(BASH)).content().contains("complete ").contains("--where");
        assertThat(home.resolve(ZSH)).content().startsWith("#compdef playhead").contains("--where");
        // A second installation changes nothing and succeeds.
        assertThat(install(Map.of()).exitCode()).isZero();
    }

    @Test
    void shouldInstallIntoAGivenFolderOrAFolderOnThePath() {
        assertThat(install(Map.of(), folder.resolve("tools")).exitCode()).isZero();
        assertThat(folder.resolve("tools/playhead")).isSymbolicLink();
        Run own = install(Map.of("PATH", "/bin:" + home.resolve("bin")));
        assertThat(home.resolve("bin/playhead")).isSymbolicLink();
        assertThat(own.out()).doesNotContain("not on your PATH");
        assertThat(install(Map.of("XDG_DATA_HOME", folder.resolve("data").toString()), "--json")
                        .out())
                .contains("\"onPath\":false")
                .contains(folder.resolve("data/zsh/site-functions/_playhead").toString());
    }

    @Test
    void shouldNotOverwriteFilesOfOtherPrograms() throws IOException {
        Path link = EventFiles.write(Files.createDirectories(home.resolve(".local/bin")), "playhead", "mine");
        Run run = install(Map.of());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(link + " already exists").hasLineCount(1);
        assertThat(link).hasContent("mine");

        Files.createDirectories(home.resolve(BASH).getParent());
        Files.write(home.resolve(BASH), new byte[] {'m', (byte) 0xe9}); // invalid UTF-8
        Run completion = install(Map.of(), folder.resolve("tools"));
        assertThat(completion.exitCode()).isEqualTo(1);
        assertThat(completion.err()).contains("was not written by this command");
        assertThat(home.resolve(BASH)).hasBinaryContent(new byte[] {'m', (byte) 0xe9});
        assertThat(folder.resolve("tools/playhead")).doesNotExist();
    }

    @Test
    void shouldReportWhyItCannotInstall() {
        assertThat(Run.of("install").err()).contains("run ./playhead install");
        assertThat(install(Map.of("HOME", "")).err()).contains("HOME is not set");
        assertThat(install(Map.of(), script).exitCode()).isEqualTo(1);
    }

    @Test
    void shouldCompleteInBash() throws Exception {
        assertThat(install(Map.of()).exitCode()).isZero();

        assertThat(inBash("playhead sea")).containsExactly("search");
        assertThat(inBash("playhead ")).contains("search", "install", "travel");
        assertThat(inBash("playhead search x.jsonl --ty")).containsExactly("--type");
        assertThat(inBash("playhead search x.jsonl --color ")).containsExactly("auto", "always", "never");
        assertThat(inBash("playhead --color=never export x --format j")).containsExactly("json", "jsonl");
        assertThat(inBash("playhead help rec")).containsExactly("record");
        assertThat(inBash("playhead stats ")).isEmpty(); // no proposals of the command, so that bash proposes files
    }

    private List<String> inBash(String line) throws Exception {
        String call = "set -u; . " + home.resolve(BASH) + "; COMP_WORDS=(" + line.stripTrailing()
                + (line.endsWith(" ") ? " ''" : "") + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _playhead;"
                + " printf '%s\\n' ${COMPREPLY[@]+\"${COMPREPLY[@]}\"}";
        return run(List.of("bash", "-c", call));
    }

    @Test
    void shouldWriteACompletionForZsh() throws Exception {
        assertThat(install(Map.of()).exitCode()).isZero();

        assertThat(Files.readString(home.resolve(ZSH))).startsWith("#compdef playhead\n");
        if (isThere("zsh")) {
            assertThat(run(List.of("zsh", "-n", home.resolve(ZSH).toString()))).isEmpty();
        }
    }

    private static boolean isThere(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(one -> Files.isExecutable(Path.of(one, program)));
    }

    private static List<String> run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed.lines().filter(line -> !line.isEmpty()).toList();
    }
}
