#version 330 core
in vec2 pixel;

uniform vec2 viewport;
uniform vec2 centre;
uniform float outline;      // radius of the sphere on the screen, pixels
uniform vec3 ground;
uniform float glass;        // 1: there is a sphere
uniform float light_theme;  // 1: light, 0: dark

out vec4 fragment;

void main() {
    vec2 from_middle = (pixel - 0.5 * viewport) / min(viewport.x, viewport.y);
    float vignette = dot(from_middle, from_middle);
    vec3 colour = ground * (1.0 - mix(0.22, 0.035, light_theme) * min(vignette, 1.5));

    float s = length(pixel - centre) / outline;
    float inside = glass * clamp((1.0 - s) * outline + 0.5, 0.0, 1.0);
    // Light gathers in the glass towards the lower rim, opposite to its source, and a little outside it.
    vec2 way = (pixel - centre) / outline;
    float s2 = s * s;
    float gathered = s2 * s2 * (0.55 + 0.45 * clamp(dot(way, vec2(0.6, -0.8)), -1.0, 1.0));
    float outside = max(0.0, 1.0 - (s - 1.0) * 5.0);
    float halo = glass * (1.0 - inside) * outside * outside * outside;
    vec3 dark = inside * (vec3(0.018, 0.023, 0.032) + vec3(0.050, 0.066, 0.090) * gathered)
              + halo * vec3(0.020, 0.028, 0.042);
    vec3 light = -inside * (vec3(0.022, 0.018, 0.012) + vec3(0.085, 0.070, 0.050) * gathered)
               - halo * vec3(0.020, 0.018, 0.014);
    colour += mix(dark, light, light_theme);

    // Ordered noise of half a step of 8 bits hides banding in this flat gradient.
    float noise = fract(52.9829189 * fract(dot(floor(pixel), vec2(0.06711056, 0.00583715)))) - 0.5;
    fragment = vec4(colour + noise / 255.0, 1.0);
}
