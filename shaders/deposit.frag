#version 330 core
flat in vec2 corner, place, sides;

out vec2 fragment;

void main() {
    vec2 weight = mix(1.0 - place, place, step(1.0, gl_FragCoord.xy - corner));
    fragment = weight.x * weight.y * sides;
}
