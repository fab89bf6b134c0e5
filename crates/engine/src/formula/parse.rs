//! Reading a formula: operator precedence after Pratt, straight into steps.

use indexmap::IndexSet;

use super::token::{Token, Tokens};
use super::{Act, DEEPEST, Formula, FormulaError, Function, LONGEST, Operator, Problem, Step, nearest};

pub(super) fn parse(text: &str) -> Result<Formula, FormulaError> {
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        return Err(Problem::TooLong.at(end));
    }
    let mut parser = Parser::new(text)?;
    parser.expression(0)?;
    if parser.token != Token::End {
        return Err(parser.unexpected("an operator"));
    }
    Ok(Formula { text: text.to_owned(), names: parser.names, steps: parser.steps })
}

struct Parser<'a> {
    tokens: Tokens<'a>,
    /// The token to be read next, and the byte it begins at.
    token: Token<'a>,
    at: usize,
    depth: usize,
    names: IndexSet<String>,
    steps: Vec<Step>,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Result<Parser<'a>, FormulaError> {
        let mut tokens = Tokens::new(text);
        let (token, at) = tokens.next()?;
        Ok(Parser { tokens, token, at, depth: 0, names: IndexSet::new(), steps: Vec::new() })
    }

    /// An operand and all operators after it that bind tighter than `least`.
    fn expression(&mut self, least: u8) -> Result<(), FormulaError> {
        self.operand()?;
        while let Token::Operator(operator) = self.token {
            let strength = binding(operator);
            if strength <= least {
                break;
            }
            let (_, at) = self.advance()?;
            self.expression(strength)?;
            self.step(at, Act::Operate(operator));
        }
        Ok(())
    }

    fn operand(&mut self) -> Result<(), FormulaError> {
        let expected = "a number, a name or \"(\"";
        let (token, at) = match self.token {
            Token::Close | Token::Comma | Token::End => return Err(self.unexpected(expected)),
            _ => self.advance()?,
        };
        match token {
            Token::Number(number) => self.step(at, Act::Number(number)),
            Token::Name(name) if self.token == Token::Open => return self.call(name, at),
            Token::Name(name) | Token::Quoted(name) => {
                let (index, _) = self.names.insert_full(name.to_owned());
                self.step(at, Act::Name(index));
            }
            Token::Open => {
                self.nested(at, |parser| parser.expression(0))?;
                self.close()?;
            }
            Token::Operator(Operator::Subtract) => {
                self.nested(at, Parser::operand)?;
                self.step(at, Act::Negate);
            }
            other => return Err(Problem::Unexpected { expected, found: other.shown() }.at(at)),
        }
        Ok(())
    }

    /// The arguments of a call, from its parenthesis on.
    fn call(&mut self, name: &str, at: usize) -> Result<(), FormulaError> {
        let function = Function::named(name).ok_or_else(|| {
            let nearest = nearest(name, Function::names()).map(str::to_owned);
            Problem::UnknownFunction { name: name.to_owned(), nearest }.at(at)
        })?;
        self.advance()?;
        let mut given = 0;
        if self.token != Token::Close {
            self.nested(at, |parser| parser.expression(0))?;
            given = 1;
        }
        while given > 0 && self.token == Token::Comma {
            self.advance()?;
            self.nested(at, |parser| parser.expression(0))?;
            given += 1;
        }
        self.close()?;
        function.check_arity(given).map_err(|problem| problem.at(at))?;
        self.step(at, Act::Call(function, given));
        Ok(())
    }

    fn nested(
        &mut self,
        at: usize,
        inner: impl FnOnce(&mut Self) -> Result<(), FormulaError>,
    ) -> Result<(), FormulaError> {
        if self.depth == DEEPEST {
            return Err(Problem::TooDeep.at(at));
        }
        self.depth += 1;
        inner(self)?;
        self.depth -= 1;
        Ok(())
    }

    fn close(&mut self) -> Result<(), FormulaError> {
        if self.token != Token::Close {
            return Err(self.unexpected("an operator or \")\""));
        }
        self.advance()?;
        Ok(())
    }

    /// Gives the token to be read next and goes one further.
    fn advance(&mut self) -> Result<(Token<'a>, usize), FormulaError> {
        let read = (self.token, self.at);
        (self.token, self.at) = self.tokens.next()?;
        Ok(read)
    }

    fn step(&mut self, at: usize, act: Act) {
        self.steps.push(Step { at, act });
    }

    fn unexpected(&self, expected: &'static str) -> FormulaError {
        Problem::Unexpected { expected, found: self.token.shown() }.at(self.at)
    }
}

fn binding(operator: Operator) -> u8 {
    match operator {
        Operator::Add | Operator::Subtract => 1,
        Operator::Multiply | Operator::Divide => 2,
    }
}
