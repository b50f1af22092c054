#version 330 core
// Draws a rectangle of the screen: (left, bottom, right, top) in clip coordinates.
uniform vec4 rectangle;
uniform vec2 viewport;

out vec2 pixel;  // pixels from the lower left corner of the viewport

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    vec2 place = mix(rectangle.xy, rectangle.zw, corner);
    pixel = (place * 0.5 + 0.5) * viewport;
    gl_Position = vec4(place, 0.0, 1.0);
}
