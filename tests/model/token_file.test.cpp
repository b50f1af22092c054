// Tokens from tables of numbers as spreadsheets and programs write them.
#include "coalesce/model/token_file.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>

#include "coalesce/model/cloud.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/law.hpp"

using namespace coalesce;

namespace {

std::string refusal_of_table(const std::string& text) {
    try {
        parse_token_text(text, "x.csv");
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("the same numbers are read whatever parts them, with or without a header") {
    const std::vector<double> wanted{0.5, -1, 2e-3, 1, 0, 0.25};
    for (const char* text : {
             "0.5,-1,2e-3\n1,0,0.25\n",
             "0.5, -1, 2e-3\r\n1, 0, 0.25\r\n",
             "0.5;-1;2e-3\n1;0;.25",
             "0,5;-1;2e-3\n1;0;0,25\n",  // a decimal comma
             "0.5 -1   2e-3\n 1\t0 0.25 \n",
             "x,y,z\n0.5,-1,2e-3\n1,0,0.25\n",
             "\"x\";\"y\";\"z\"\n\"0,5\";\"-1\";\"2e-3\"\n1;0;0,25\n",
             "\xEF\xBB\xBF# made by hand\n\nx y z\n+0.5 -1 2e-3\n\n1 0 0.25",
         }) {
        CAPTURE(text);
        const NpyArray array = parse_token_text(text, "x.csv");
        CHECK(array.rows == 2);
        CHECK(array.columns == 3);
        CHECK(array.values == wanted);
    }
}

TEST_CASE("every digit of a number counts") {
    CHECK(parse_token_text("0.1234567890123456789 1e-300", "x").values ==
          std::vector<double>{0.1234567890123456789, 1e-300});
}

TEST_CASE("what is no table of directions is refused by file, line and column") {
    CHECK(refusal_of_table("") == "x.csv: found no row of numbers, expected a row for every token");
    CHECK(refusal_of_table("x,y\n") == "x.csv: found no row of numbers, expected a row for every token");
    CHECK(refusal_of_table("1,0\n1,0,0\n") == "x.csv: line 2: found 3 numbers, expected 2 as in the rows above");
    CHECK(refusal_of_table("1,0\n1\n") == "x.csv: line 2: found 1 number, expected 2 as in the rows above");
    CHECK(refusal_of_table("x,y\n1,0\n1,a\n") == "x.csv: line 3, column 2: found “a”, expected a number");
    CHECK(refusal_of_table("1,y\n") == "x.csv: line 1, column 2: found “y”, expected a number");
    CHECK(refusal_of_table("x,y\na,b\n") == "x.csv: line 2, column 1: found “a”, expected a number");
    CHECK(refusal_of_table("1,,0\n") == "x.csv: line 1, column 2: found nothing, expected a number");
    CHECK(refusal_of_table("1,0,\n") == "x.csv: line 1, column 3: found nothing, expected a number");
    CHECK(refusal_of_table("1 nan\n") == "x.csv: line 1, column 2: found “nan”, expected a finite number");
    CHECK(refusal_of_table("1 0\n-inf 0\n") == "x.csv: line 2, column 1: found “-inf”, expected a finite number");
    CHECK(refusal_of_table("1 1e999\n") == "x.csv: line 1, column 2: found “1e999”, expected a number");
    CHECK(refusal_of_table("1 0\n\n0 0\n") == "x.csv: line 3: found the zero vector, expected a direction");
    CHECK(refusal_of_table("1 0\n0x10 0\n") == "x.csv: line 2, column 1: found “0x10”, expected a number");
    CHECK(refusal_of_table("1,0\n1," + std::string(10'000, 'a')).size() < 200);
}

TEST_CASE("a law draws a text's rows as it draws those of an .npy file, to the bit") {
    const auto folder = std::filesystem::temp_directory_path();
    const std::string text = (folder / (std::to_string(getpid()) + "-rows.CSV")).string();
    const std::string numpy = (folder / (std::to_string(getpid()) + "-rows.npy")).string();
    const std::vector<double> values{3, 4, 0.6, -0.8, -1e-9, 5};
    std::ofstream(text) << "x,y\n3,4\n0.6,-0.8\n-1e-9,5\n";
    write_npy(numpy, values, 3, 2);
    CHECK(token_count(FileLaw{text}, 2, 1) == 3);
    const Cloud read = draw(FileLaw{text}, 2, 1, 1), wanted = draw(FileLaw{numpy}, 2, 1, 1);
    REQUIRE(read.size() == wanted.size());
    for (std::size_t i = 0; i < read.size(); ++i) CHECK(read.token(i) == wanted.token(i));
    CHECK_THROWS_AS(draw(FileLaw{text}, 3, 1, 1), InputError);
    std::filesystem::remove(text);
    std::filesystem::remove(numpy);
    CHECK_THROWS_AS(read_token_shape(text), InputError);
}
