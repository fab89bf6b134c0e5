//! The words of a formula.

use rust_decimal::Decimal;

use super::{FormulaError, Operator, Problem};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    Number(Decimal),
    Name(&'a str),
    /// A name in braces, which is never a function.
    Quoted(&'a str),
    Operator(Operator),
    Open,
    Close,
    Comma,
    End,
}

impl Token<'_> {
    /// The token as a message calls it.
    pub(super) fn shown(self) -> String {
        match self {
            Token::Number(number) => number.to_string(),
            Token::Name(name) | Token::Quoted(name) => format!("{name:?}"),
            Token::Operator(operator) => format!("{:?}", operator.sign()),
            Token::Open => "\"(\"".to_owned(),
            Token::Close => "\")\"".to_owned(),
            Token::Comma => "\",\"".to_owned(),
            Token::End => "the end".to_owned(),
        }
    }
}

impl Operator {
    pub(super) fn sign(self) -> &'static str {
        match self {
            Operator::Add => "+",
            Operator::Subtract => "-",
            Operator::Multiply => "*",
            Operator::Divide => "/",
        }
    }
}

/// What to write instead of a character that has no meaning; begins with its own punctuation.
pub(super) fn hint(character: char) -> &'static str {
    match character {
        '^' => "; write pow(a, b) for a power",
        '%' => "; write 5 % as 0.05",
        '−' | '–' | '—' => "; write - for minus",
        '×' | '·' => "; write * for times",
        '÷' | ':' => "; write / for divided by",
        '$' | '€' | '£' => "; write the amount alone",
        '#' | '[' => "; write .field or .0 for a part",
        _ => "",
    }
}

/// Reads the tokens of a text one after the other.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Tokens<'a> {
        Tokens { text, at: 0 }
    }

    /// The next token and the byte it begins at. After the last it is the end, again and again.
    pub(super) fn next(&mut self) -> Result<(Token<'a>, usize), FormulaError> {
        let trimmed = self.rest().trim_start();
        self.at = self.text.len() - trimmed.len();
        let at = self.at;
        let token = match trimmed.chars().next() {
            None => return Ok((Token::End, at)),
            Some('0'..='9') => return Ok((self.number()?, at)),
            Some(first) if in_name(first) => return Ok((Token::Name(self.name()), at)),
            Some('{') => return Ok((self.quoted()?, at)),
            Some('+') => Token::Operator(Operator::Add),
            Some('-') => Token::Operator(Operator::Subtract),
            Some('*') => Token::Operator(Operator::Multiply),
            Some('/') => Token::Operator(Operator::Divide),
            Some('(') => Token::Open,
            Some(')') => Token::Close,
            Some(',') => Token::Comma,
            Some(other) => return Err(Problem::Character(other).at(at)),
        };
        self.at += 1;
        Ok((token, at))
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Takes the characters from here on for which `wanted` holds.
    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or("")
    }

    /// True, and one character further, when `wanted` comes next and a character of a name follows it.
    fn take_before_name(&mut self, wanted: char) -> bool {
        let mut rest = self.rest().chars();
        let found = rest.next() == Some(wanted) && rest.next().is_some_and(in_name);
        self.at += if found { wanted.len_utf8() } else { 0 };
        found
    }

    fn number(&mut self) -> Result<Token<'a>, FormulaError> {
        let start = self.at;
        self.take(|c| c.is_ascii_digit());
        if self.take_before_name('.') {
            self.take(|c| c.is_ascii_digit());
        }
        if self.rest().starts_with(in_name) {
            let found = self.take(in_name);
            let expected = "an operator, or braces around a name that begins with a digit,";
            return Err(Problem::Unexpected { expected, found: format!("{found:?}") }.at(self.at - found.len()));
        }
        let text = self.text.get(start..self.at).unwrap_or("");
        let number = Decimal::from_str_exact(text).map_err(|_| Problem::Digits.at(start))?;
        Ok(Token::Number(number))
    }

    fn name(&mut self) -> &'a str {
        let start = self.at;
        self.take(in_name);
        while self.take_before_name('.') {
            self.take(in_name);
        }
        self.text.get(start..self.at).unwrap_or("")
    }

    fn quoted(&mut self) -> Result<Token<'a>, FormulaError> {
        self.at += 1;
        let start = self.at;
        let path = self.take(|c| in_name(c) || c == '-' || c == '.');
        if path.split('.').any(str::is_empty) {
            let expected = "a path such as {plans.pro-annual.price}";
            return Err(Problem::Unexpected { expected, found: format!("{path:?}") }.at(start));
        }
        if !self.rest().starts_with('}') {
            let found = self.rest().chars().next();
            let found = found.map_or(Token::End.shown(), |c| format!("{:?}", c.to_string()));
            return Err(Problem::Unexpected { expected: "\"}\"", found }.at(self.at));
        }
        self.at += 1;
        Ok(Token::Quoted(path))
    }
}

fn in_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}
