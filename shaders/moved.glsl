// Interpolates a token along the chord from `before` to `now`, normalised; between antipodes it jumps.
layout(location = 0) in vec3 now;
layout(location = 2) in vec3 before;

uniform float later;  // share of the way, 0 to 1; 1 if `before` is not bound

vec3 moved_token() {
    if (later >= 1.0) return now;
    vec3 on_chord = mix(before, now, later);
    float square = dot(on_chord, on_chord);
    return square < 1e-12 ? now : on_chord * inversesqrt(square);
}
