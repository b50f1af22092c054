#version 330 core
in vec2 pixel;

uniform sampler2D colours;  // premultiplied colours, first row on top
uniform vec2 viewport;
uniform vec2 extent;        // pixels that the grid covers
uniform vec2 centre;
uniform float outline;      // radius of the sphere on the screen, pixels; huge: no shading towards the rim
uniform float opacity;

out vec4 fragment;

void main() {
    vec4 colour = texture(colours, vec2(pixel.x, viewport.y - pixel.y) / extent);
    vec2 s = (pixel - centre) / outline;
    colour.rgb *= 0.80 + 0.20 * sqrt(max(0.0, 1.0 - dot(s, s)));
    fragment = colour * opacity;
}
