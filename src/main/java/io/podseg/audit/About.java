package io.podseg.audit;

import io.podseg.audit.Reference.Catalogue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a check is.
 *
 * @param id {@code PS01} and up; never changes its meaning
 * @param severity of its findings where they say nothing else
 * @param title what is wrong, in a few words
 * @param remedy what to do about it
 * @param profiles the profiles that its findings belong to where they say nothing else
 * @param references what others call it
 */
public record About(
        String id, Severity severity, String title, String remedy, Set<Profile> profiles, List<Reference> references) {
    private static final Pattern ID = Pattern.compile("PS[0-9]{2}");

    public About {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(id);
        }
        Objects.requireNonNull(severity);
        Objects.requireNonNull(title);
        Objects.requireNonNull(remedy);
        profiles = Set.copyOf(profiles);
        references = List.copyOf(references);
    }

    /** A check that belongs to no profile and no other catalogue yet. */
    public static About of(String id, Severity severity, String title, String remedy) {
        return new About(id, severity, title, remedy, Set.of(), List.of());
    }

    /** The same in these profiles. {@link Profile#RESTRICTED} comes with {@link Profile#BASELINE}. */
    public About in(Profile... which) {
        return new About(id, severity, title, remedy, complete(which), references);
    }

    /** The same with what a catalogue calls it. */
    public About known(Catalogue catalogue, String... ids) {
        List<Reference> all = new ArrayList<>(references);
        for (String name : ids) {
            all.add(new Reference(catalogue, name));
        }
        return new About(id, severity, title, remedy, profiles, all);
    }

    /** Profiles with those that they are part of. */
    static Set<Profile> complete(Profile... which) {
        EnumSet<Profile> profiles = EnumSet.noneOf(Profile.class);
        profiles.addAll(List.of(which));
        if (profiles.contains(Profile.BASELINE)) {
            profiles.add(Profile.RESTRICTED);
        }
        return profiles;
    }
}
