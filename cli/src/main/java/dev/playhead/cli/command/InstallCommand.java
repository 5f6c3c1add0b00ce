package dev.playhead.cli.command;

import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.Session;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.output.Text;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that installs {@code playhead} on the path, with completion for shells. */
@Command(
        name = InstallCommand.NAME,
        header = "Install the command on the path, with completion for bash and zsh.",
        description = {
            "",
            "Creates a link to the script of this checkout, so that the command stays up to date, and writes"
                    + " completion files for bash and zsh below ~/.local/share. Files of other programs and the"
                    + " settings of your shell are not changed; the command prints the remaining steps.",
            ""
        },
        footer = {"  playhead install", "  playhead install ~/bin"})
public final class InstallCommand implements Callable<Integer> {
    /** The name of the command. */
    public static final String NAME = "install";

    private static final String MARK = "Written by 'playhead install'";

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            description = "The folder for the link; default: ~/.local/bin, or ~/bin if only that is on the path.")
    private @Nullable Path directory;

    @Spec
    private CommandSpec spec;

    private final Session session;

    public InstallCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String script = session.terminal().environment("PLAYHEAD_SCRIPT");
        if (script.isEmpty()) {
            throw new CommandFailure("there is no script to link to; run ./playhead install in a checkout");
        }
        Path home = home();
        Path folder =
                (directory == null ? usual(home) : directory).toAbsolutePath().normalize();
        String data = session.terminal().environment("XDG_DATA_HOME");
        Path share = data.isEmpty() ? home.resolve(".local/share") : Path.of(data);
        Path link = folder.resolve("playhead");
        Path bashFolder = share.resolve("bash-completion/completions");
        Path zshFolder = share.resolve("zsh/site-functions");
        Path bash = bashFolder.resolve("playhead");
        Path zsh = zshFolder.resolve("_playhead");
        Completion completion = new Completion(spec.commandLine().getParent());
        try {
            checkIsOurs(bash);
            checkIsOurs(zsh);
            Files.createDirectories(folder);
            link(link, Path.of(script));
            Files.createDirectories(bashFolder);
            Files.writeString(bash, completion.bash(MARK));
            Files.createDirectories(zshFolder);
            Files.writeString(zsh, completion.zsh(MARK));
        } catch (FileSystemException e) {
            throw new CommandFailure(e.getFile() + " cannot be written: "
                    + (e.getReason() == null ? e.getClass().getSimpleName() : e.getReason()));
        } catch (IOException | UnsupportedOperationException e) {
            throw new CommandFailure("cannot install here: " + e.getMessage());
        }
        report(folder, link, bash, zsh, zshFolder);
        return 0;
    }

    private Path home() {
        String home = session.terminal().environment("HOME");
        if (home.isEmpty()) {
            throw new CommandFailure("HOME is not set; set it to your home folder");
        }
        return Path.of(home);
    }

    private Path usual(Path home) {
        Path local = home.resolve(".local/bin");
        Path own = home.resolve("bin");
        return !isOnPath(local) && isOnPath(own) ? own : local;
    }

    private boolean isOnPath(Path folder) {
        return Arrays.stream(session.terminal().environment("PATH").split(File.pathSeparator, -1))
                .anyMatch(one -> !one.isEmpty() && Path.of(one).normalize().equals(folder));
    }

    private static void checkIsOurs(Path file) throws IOException {
        boolean isThere = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        boolean isText = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        if (isThere
                && !(isText
                        && Files.readString(file, StandardCharsets.ISO_8859_1).contains(MARK))) {
            throw new CommandFailure(file + " exists and was not written by this command; remove or rename it first");
        }
    }

    private static void link(Path link, Path script) throws IOException {
        if (Files.isSymbolicLink(link) && Files.exists(link) && Files.isSameFile(link, script)) {
            return;
        }
        if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            String target = Files.isSymbolicLink(link) ? ", a link to " + Files.readSymbolicLink(link) : "";
            throw new CommandFailure(link + " already exists" + target + "; remove it, or specify another folder");
        }
        Files.createSymbolicLink(link, script);
    }

    private void report(Path folder, Path link, Path bash, Path zsh, Path zshFolder) {
        boolean isOnPath = isOnPath(folder);
        if (session.json()) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("link", link.toString());
            data.put("onPath", isOnPath);
            data.put("bash", bash.toString());
            data.put("zsh", zsh.toString());
            session.out().line(JsonText.compact(data));
            return;
        }
        line("command  " + link);
        if (!isOnPath) {
            line("         not on your PATH yet; add to your shell's startup file: export PATH=\"" + folder
                    + ":$PATH\"");
        }
        line("bash     " + bash);
        line("         read by bash-completion; without it, add to ~/.bashrc: . " + bash);
        line("zsh      " + zsh);
        line("         add to ~/.zshrc, before compinit: fpath=(" + zshFolder + " $fpath)");
    }

    private void line(String text) {
        session.out().line(Text.safe(text));
    }
}
