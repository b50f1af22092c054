# Turns JSON files into a .cpp: the function that lists name and text of each, in file order.
# Called as a script with OUTPUT, FUNCTION (as declared in document/shipped.hpp) and FILES.
set(body "#include \"document/shipped.hpp\"\n\nnamespace coalesce {\n\nconst std::vector<EmbeddedFile>& ${FUNCTION}() {\n    static const std::vector<EmbeddedFile> all = {\n")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} text)
  string(APPEND body "        {\"${name}\", R\"~json~(${text})~json~\"},\n")
endforeach()
string(APPEND body "    };\n    return all;\n}\n\n}  // namespace coalesce\n")
file(WRITE ${OUTPUT} "${body}")
