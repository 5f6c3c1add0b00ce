package dev.playhead.storage.spi;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/**
 * Creates the files for everything that contains recorded events. A file that replaces or accompanies another file has
 * the permissions of that other file. Any file that neither replaces nor accompanies another file can be read only by
 * its owner.
 *
 * <p>A file is created with permissions for its owner only, so no other user can open the file before its final
 * permissions are set. If the file system has no POSIX permissions, as on Windows, a file inherits the permissions of
 * its folder.
 *
 * <p><b>Threading.</b> Stateless.
 */
public final class PrivateFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private PrivateFile() {}

    /**
     * Creates an empty file that only its owner can read and write.
     *
     * @param file the file, which must not exist
     * @throws FileAlreadyExistsException if the file exists
     * @throws IOException if the file cannot be created
     */
    public static void create(Path file) throws IOException {
        Path unusedSame = Files.createFile(file, attributes(file));
    }

    /**
     * Creates an empty file with the permissions of another file, which the new file is going to replace or to
     * accompany. If the other file does not exist, only the owner can read and write the new file. If the new file
     * cannot have the group of the other file, the group of the new file has no permissions.
     *
     * @param file the file, which must not exist
     * @param other the other file
     * @throws FileAlreadyExistsException if the file exists
     * @throws IOException if the file cannot be created
     */
    public static void createLike(Path file, Path other) throws IOException {
        create(file);
        PosixFileAttributeView from = Files.getFileAttributeView(other, PosixFileAttributeView.class);
        if (from == null || !Files.isRegularFile(other)) {
            return;
        }
        PosixFileAttributes attributes = from.readAttributes();
        Set<PosixFilePermission> permissions = new HashSet<>(attributes.permissions());
        if (!hasGroup(file, attributes.group())) {
            permissions.removeIf(permission -> permission.name().startsWith("GROUP_"));
        }
        if (!permissions.equals(OWNER_ONLY)) {
            try {
                Path unusedSame = Files.setPosixFilePermissions(file, permissions);
            } catch (IOException e) {
                // Some file systems have fixed permissions. Then the file keeps the permissions with which it was
                // created.
            }
        }
    }

    /** Sets the group of a file, if the file has another group. Returns false if that is not permitted. */
    private static boolean hasGroup(Path file, GroupPrincipal group) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view.readAttributes().group().equals(group)) {
            return true;
        }
        try {
            view.setGroup(group);
            return true;
        } catch (IOException notPermitted) {
            return false;
        }
    }

    private static FileAttribute<?>[] attributes(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }
}
