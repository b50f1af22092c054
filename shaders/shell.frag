#version 330 core
in vec2 pixel;

uniform vec2 centre;
uniform float outline;
uniform float light_theme;

out vec4 fragment;  // premultiplied

void main() {
    vec2 n = (pixel - centre) / outline;
    float s = length(n);
    float inside = clamp((1.0 - s) * outline + 0.5, 0.0, 1.0);
    if (inside <= 0.0) discard;
    float cosine = sqrt(max(0.0, 1.0 - s * s));
    // Schlick's approximation of Fresnel's law for glass is 0.04 + 0.96 (1 - cos)^5; the highlight below replaces 0.04.
    float grazing = 1.0 - cosine;
    float g2 = grazing * grazing;
    float rim = g2 * g2 * grazing;
    vec2 window = n - vec2(-0.42, 0.52);
    float sheen = exp(-9.0 * dot(window, window)) * cosine;

    vec4 dark = vec4(vec3(0.62, 0.76, 0.95), 1.0) * (0.40 * rim + 0.02 * grazing) + vec4(vec3(0.055) * sheen, 0.0);
    vec4 light = vec4(vec3(0.30, 0.36, 0.44), 1.0) * (0.38 * rim + 0.03 * grazing) + vec4(vec3(0.55), 0.55) * sheen;
    fragment = mix(dark, light, light_theme) * inside;
}
