package io.podseg.manifest.crd;

import io.podseg.manifest.crd.ImagePolicyFields.IdentityType;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.ImagePolicy.Identity;
import io.podseg.model.ImagePolicy.Inline;
import io.podseg.model.ImagePolicy.Key;
import io.podseg.model.ImagePolicy.KeyFile;
import io.podseg.model.ImagePolicy.Signature;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads who must have signed images. */
final class ImageSignatureReader {
    private static final Pattern ARMORED = Pattern.compile(
            "\\s*(-----BEGIN PGP PUBLIC KEY BLOCK-----\\r?\\n[\\x20-\\x7e\\r\\n]+-----END PGP PUBLIC KEY BLOCK-----\\s*)+");
    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");
    private static final Pattern PATH = Pattern.compile("/[^\\p{Cntrl}]{1,4094}");

    private final Problems problems;

    ImageSignatureReader(Problems problems) {
        this.problems = problems;
    }

    Optional<Signature> simple(ImagePolicyFields.@Nullable Signature declared, String pointer) {
        return read(declared, pointer, true);
    }

    /** Several keys of which one will do are not known to all versions of Podman, whose policy.json is then void as a whole. */
    Optional<Signature> sigstore(ImagePolicyFields.@Nullable Signature declared, String pointer) {
        if (declared != null && declared.keys() != null && declared.keys().size() > 1) {
            problems.error(pointer + "/keys", "keys has " + declared.keys().size() + " keys, but sigstore takes one");
        }
        return read(declared, pointer, false);
    }

    private Optional<Signature> read(ImagePolicyFields.@Nullable Signature declared, String pointer, boolean openPgp) {
        if (declared == null) {
            return Optional.empty();
        }
        List<Key> keys = new ArrayList<>();
        List<ImagePolicyFields.Key> named = declared.keys() == null ? List.of() : declared.keys();
        if (named.isEmpty() && !problems.at(pointer)) {
            problems.error(pointer, "keys is empty: nobody could sign");
        }
        for (int i = 0; i < named.size(); i++) {
            key(named.get(i), Pointers.child(pointer + "/keys", i), openPgp).ifPresent(keys::add);
        }
        if (keys.stream().map(Key::getClass).distinct().count() > 1) {
            problems.error(pointer + "/keys", "keys are either all inline or all files of the host (path)");
        }
        return Optional.of(new Signature(keys, identity(declared.signedIdentity(), pointer + "/signedIdentity")));
    }

    private Optional<Key> key(ImagePolicyFields.Key key, String pointer, boolean openPgp) {
        if ((key.inline() == null) == (key.path() == null)) {
            problems.error(pointer, "a key has one of the fields inline and path");
            return Optional.empty();
        }
        if (key.path() != null) {
            if (!PATH.matcher(key.path()).matches()) {
                problems.error(pointer + "/path", "path " + Quoted.of(key.path()) + " is no absolute path of a file");
                return Optional.empty();
            }
            return Optional.of(new KeyFile(key.path()));
        }
        String text = key.inline() == null ? "" : key.inline();
        if (text.contains("PRIVATE KEY")) {
            problems.error(pointer + "/inline", "inline is a private key; only public ones belong here");
        } else if (openPgp && !ARMORED.matcher(text).matches()) {
            problems.error(pointer + "/inline", "inline is no ASCII-armored OpenPGP public key (gpg --armor --export)");
        } else if (!openPgp && !isEcKey(text)) {
            problems.error(pointer + "/inline", "inline is no public ECDSA key in PEM (cosign.pub)");
        }
        return Optional.of(new Inline(text));
    }

    /** The one kind that every version of Podman verifies. */
    private static boolean isEcKey(String text) {
        Matcher pem = PEM.matcher(text);
        if (!pem.matches()) {
            return false;
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der)) instanceof ECPublicKey;
        } catch (GeneralSecurityException | RuntimeException e) {
            // Java's decoders throw whatever comes to them at what is no key.
            return false;
        }
    }

    private Optional<Identity> identity(ImagePolicyFields.@Nullable Identity declared, String pointer) {
        if (declared == null || declared.type() == null) {
            return Optional.empty();
        }
        IdentityType type = declared.type();
        field(pointer, type == IdentityType.exactReference, "dockerReference", declared.dockerReference(), type);
        field(pointer, type == IdentityType.exactRepository, "dockerRepository", declared.dockerRepository(), type);
        field(pointer, type == IdentityType.remapIdentity, "prefix", declared.prefix(), type);
        field(pointer, type == IdentityType.remapIdentity, "signedPrefix", declared.signedPrefix(), type);
        String first = switch (type) {
            case exactReference -> declared.dockerReference();
            case exactRepository -> declared.dockerRepository();
            case remapIdentity -> declared.prefix();
            default -> null;
        };
        return Optional.of(
                new Identity(type.name(), Optional.ofNullable(first), Optional.ofNullable(declared.signedPrefix())));
    }

    private void field(String pointer, boolean needed, String name, @Nullable String value, IdentityType type) {
        if (needed && (value == null || value.isEmpty())) {
            problems.missing(pointer, name);
        } else if (!needed && value != null) {
            problems.error(pointer + "/" + name, name + " has no meaning with type " + type);
        } else if (needed && !String.valueOf(value).matches("[a-zA-Z0-9][a-zA-Z0-9._:/@-]{0,511}")) {
            problems.error(
                    pointer + "/" + name, name + " " + Quoted.of(String.valueOf(value)) + " is no name of images");
        }
    }
}
